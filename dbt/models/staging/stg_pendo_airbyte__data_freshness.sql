{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'source': 'text',
    'app_id': 'integer',
    'valid_through': 'time',
    'read_at': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('data_freshness', columns) }}
)

select
    {{ pendo_airbyte.row_key(['source', 'app_id']) }} as row_key,
    nullif(source, '') as source,
    nullif(app_id, 0) as app_id,
    valid_through,
    read_at,
    additional_fields
from read_rows
