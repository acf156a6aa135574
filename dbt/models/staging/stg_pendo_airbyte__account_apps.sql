{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'account_id': 'text',
    'app_id': 'integer',
    'fields': 'json',
    'lastupdated': 'time',
    'firstvisit': 'time',
    'lastvisit': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('account_apps', columns) }}
)

select
    {{ pendo_airbyte.row_key(['account_id', 'app_id']) }} as row_key,
    nullif(account_id, '') as account_id,
    nullif(app_id, 0) as app_id,
    fields,
    lastupdated,
    firstvisit,
    lastvisit,
    additional_fields
from read_rows
