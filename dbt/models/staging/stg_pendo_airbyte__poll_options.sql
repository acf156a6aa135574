{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'guide_id': 'text',
    'poll_id': 'text',
    'option_id': 'text',
    'option_index': 'integer',
    'text': 'text',
    'guide_last_updated_at': 'time',
    '_ab_cdc_deleted_at': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('poll_options', columns) }}
)

select
    {{ pendo_airbyte.row_key(['guide_id', 'poll_id', 'option_id']) }} as row_key,
    nullif(guide_id, '') as guide_id,
    nullif(poll_id, '') as poll_id,
    nullif(option_id, '') as option_id,
    option_index,
    text,
    guide_last_updated_at,
    additional_fields
from read_rows
where _ab_cdc_deleted_at is null
