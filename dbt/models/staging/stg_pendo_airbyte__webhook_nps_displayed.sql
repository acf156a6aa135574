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
    'nps_rating': 'integer',
    'nps_reason': 'text',
    'nps_source': 'text',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('webhook_nps_displayed', columns) }}
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
    nps_rating,
    nps_reason,
    nps_source,
    additional_fields
from read_rows
