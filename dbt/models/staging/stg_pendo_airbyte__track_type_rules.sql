{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'track_type_id': 'text',
    'rule_index': 'integer',
    'rule': 'text',
    'last_updated_at': 'time',
    '_ab_cdc_deleted_at': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('track_type_rules', columns) }}
)

select
    {{ pendo_airbyte.row_key(['track_type_id', 'rule_index']) }} as row_key,
    nullif(track_type_id, '') as track_type_id,
    rule_index,
    rule,
    last_updated_at,
    additional_fields
from read_rows
where _ab_cdc_deleted_at is null
