{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'visitor_id': 'text',
    'lastupdated': 'time',
    'metadata_auto': 'json',
    'metadata_agent': 'json',
    'metadata_custom': 'json',
    'metadata_pendo': 'json',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('visitors', columns, more='metadata_') }}
)

select
    visitor_id,
    {{ pendo_airbyte.is_anonymous('visitor_id') }} as is_anonymous,
    lastupdated,
    metadata_auto,
    metadata_agent,
    metadata_custom,
    metadata_pendo,
    additional_fields{{ pendo_airbyte.more_columns('visitors', columns, 'metadata_') }}
from read_rows
