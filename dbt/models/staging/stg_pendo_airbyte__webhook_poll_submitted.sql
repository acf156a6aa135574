{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'unique_id': 'text',
    'sequence': 'integer',
    'received_at': 'time',
    'event': 'text',
    'event_time': 'time',
    'visitor_id': 'text',
    'account_id': 'text',
    'user_agent': 'text',
    'properties': 'json',
    'app_id': 'integer',
    'app_name': 'text',
    'subscription_id': 'integer',
    'guide_id': 'text',
    'guide_name': 'text',
    'guide_step_id': 'text',
    'language': 'text',
    'poll_id': 'text',
    'poll_type': 'text',
    'poll_question': 'text',
    'poll_response': 'text',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('webhook_poll_submitted', columns) }}
)

select
    unique_id,
    sequence,
    received_at,
    event,
    event_time,
    visitor_id,
    {{ pendo_airbyte.is_anonymous('visitor_id') }} as is_anonymous,
    account_id,
    user_agent,
    properties,
    app_id,
    app_name,
    subscription_id,
    guide_id,
    guide_name,
    guide_step_id,
    language,
    poll_id,
    poll_type,
    poll_question,
    poll_response,
    additional_fields
from read_rows
