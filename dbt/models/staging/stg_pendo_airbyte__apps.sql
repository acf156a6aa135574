{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'id': 'integer',
    'name': 'text',
    'display_name': 'text',
    'platform': 'text',
    'description': 'text',
    'created_at': 'time',
    'created_by_user': 'json',
    'last_updated_at': 'time',
    'last_updated_by_user': 'json',
    'subscription_id': 'integer',
    'integrated': 'boolean',
    'is_deleted': 'boolean',
    'event_count': 'integer',
    'first_event_time': 'time',
    'starting_event_time': 'time',
    '_ab_cdc_deleted_at': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('apps', columns) }}
)

select
    id,
    name,
    display_name,
    platform,
    description,
    created_at,
    created_by_user,
    last_updated_at,
    last_updated_by_user,
    subscription_id,
    integrated,
    is_deleted,
    event_count,
    first_event_time,
    starting_event_time,
    additional_fields
from read_rows
where _ab_cdc_deleted_at is null
