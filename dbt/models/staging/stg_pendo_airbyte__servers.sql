{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'item': 'json',
    'list': 'text',
    'row_number': 'integer',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('servers', columns) }}
)

select
    item,
    list,
    row_number,
    additional_fields
from read_rows
