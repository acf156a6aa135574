{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'visitor_id': 'text',
    'app_id': 'integer',
    'fields': 'json',
    'lastupdated': 'time',
    'firstvisit': 'time',
    'lastvisit': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('visitor_apps', columns) }}
)

select
    {{ pendo_airbyte.row_key(['visitor_id', 'app_id']) }} as row_key,
    nullif(visitor_id, '') as visitor_id,
    {{ pendo_airbyte.is_anonymous('visitor_id') }} as is_anonymous,
    nullif(app_id, 0) as app_id,
    fields,
    lastupdated,
    firstvisit,
    lastvisit,
    additional_fields
from read_rows
