{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'guide_id': 'text',
    'id': 'text',
    'poll_index': 'integer',
    'guide_last_updated_at': 'time',
    'guide_step_id': 'text',
    'question': 'text',
    'id_responses': 'json',
    'numeric_responses': 'json',
    'reset_at': 'time',
    'attributes': 'json',
    '_ab_cdc_deleted_at': 'time',
    'type': 'text',
    'follow_up_poll_id': 'text',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('polls', columns) }}
)

select
    {{ pendo_airbyte.row_key(['guide_id', 'id']) }} as row_key,
    nullif(guide_id, '') as guide_id,
    nullif(id, '') as id,
    poll_index,
    guide_last_updated_at,
    guide_step_id,
    question,
    id_responses,
    numeric_responses,
    reset_at,
    attributes,
    type,
    follow_up_poll_id,
    additional_fields
from read_rows
where _ab_cdc_deleted_at is null
