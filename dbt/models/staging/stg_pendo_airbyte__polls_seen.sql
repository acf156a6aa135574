{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'guide_id': 'text',
    'poll_id': 'text',
    'visitor_id': 'text',
    'account_id': 'text',
    'time': 'time',
    'response': 'text',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('polls_seen', columns) }}
)

select
    {{ pendo_airbyte.row_key(['guide_id', 'poll_id', 'visitor_id']) }} as row_key,
    nullif(guide_id, '') as guide_id,
    nullif(poll_id, '') as poll_id,
    nullif(visitor_id, '') as visitor_id,
    {{ pendo_airbyte.is_anonymous('visitor_id') }} as is_anonymous,
    account_id,
    time,
    response,
    additional_fields
from read_rows
