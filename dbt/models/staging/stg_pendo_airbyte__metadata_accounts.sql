{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'pendo_group': ['text', 'group'],
    'field': 'text',
    'type': 'text',
    'display_name': 'text',
    'element_type': 'text',
    'element_format': 'text',
    'dirty': 'boolean',
    'is_hidden': 'boolean',
    'is_deleted': 'boolean',
    'is_calculated': 'boolean',
    'is_per_app': 'boolean',
    'is_promoted': 'boolean',
    'never_index': 'boolean',
    'sample_value': ['text', 'sample'],
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('metadata_accounts', columns) }}
)

select
    {{ pendo_airbyte.row_key(['pendo_group', 'field']) }} as row_key,
    nullif(pendo_group, '') as pendo_group,
    nullif(field, '') as field,
    type,
    display_name,
    element_type,
    element_format,
    dirty,
    is_hidden,
    is_deleted,
    is_calculated,
    is_per_app,
    is_promoted,
    never_index,
    sample_value,
    additional_fields
from read_rows
