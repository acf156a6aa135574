{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'account_id': 'text',
    'lastupdated': 'time',
    'metadata_auto': 'json',
    'metadata_agent': 'json',
    'metadata_custom': 'json',
    'metadata_pendo': 'json',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('accounts', columns, more='metadata_') }}
)

select
    account_id,
    lastupdated,
    metadata_auto,
    metadata_agent,
    metadata_custom,
    metadata_pendo,
    additional_fields{{ pendo_airbyte.more_columns('accounts', columns, 'metadata_') }}
from read_rows
