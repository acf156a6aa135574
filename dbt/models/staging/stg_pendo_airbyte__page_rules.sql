{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'page_id': 'text',
    'rule_index': 'integer',
    'rule': 'text',
    'designer_hint': 'text',
    'parsed_rule': 'text',
    'last_updated_at': 'time',
    '_ab_cdc_deleted_at': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('page_rules', columns) }}
)

select
    {{ pendo_airbyte.row_key(['page_id', 'rule_index']) }} as row_key,
    nullif(page_id, '') as page_id,
    rule_index,
    rule,
    designer_hint,
    parsed_rule,
    last_updated_at,
    additional_fields
from read_rows
where _ab_cdc_deleted_at is null
