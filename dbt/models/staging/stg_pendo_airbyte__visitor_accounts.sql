{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'visitor_id': 'text',
    'account_id': 'text',
    'is_current': 'boolean',
    'lastupdated': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('visitor_accounts', columns) }}
)

select
    {{ pendo_airbyte.row_key(['visitor_id', 'account_id']) }} as row_key,
    nullif(visitor_id, '') as visitor_id,
    {{ pendo_airbyte.is_anonymous('visitor_id') }} as is_anonymous,
    nullif(account_id, '') as account_id,
    is_current,
    lastupdated,
    additional_fields
from read_rows
