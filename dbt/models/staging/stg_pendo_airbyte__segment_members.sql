{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'segment_id': 'text',
    'visitor_id': 'text',
    'account_id': 'text',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('segment_members', columns) }}
)

select
    {{ pendo_airbyte.row_key(['segment_id', 'visitor_id', 'account_id']) }} as row_key,
    nullif(segment_id, '') as segment_id,
    nullif(visitor_id, '') as visitor_id,
    {{ pendo_airbyte.is_anonymous('visitor_id') }} as is_anonymous,
    nullif(account_id, '') as account_id,
    additional_fields
from read_rows
