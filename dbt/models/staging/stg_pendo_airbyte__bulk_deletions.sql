{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'item': 'json',
    'list': 'text',
    'id': 'text',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('bulk_deletions', columns) }}
)

select
    item,
    list,
    id,
    additional_fields
from read_rows
