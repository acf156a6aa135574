{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'visitor_id': 'text',
    'account_id': 'text',
    'app_id': 'integer',
    'type': 'text',
    'browser_time': 'time',
    'event_id': 'text',
    'url': 'text',
    'element_path': 'text',
    'tab_id': 'text',
    'country': 'text',
    'region': 'text',
    'latitude': 'number',
    'longitude': 'number',
    'recording_session_id': 'text',
    'properties': 'json',
    'row_number': 'integer',
    'bucket_read_at': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('single_events', columns) }}
),

current_rows as (
    {{ pendo_airbyte.current_rows('read_rows', 'single_events', time='browser_time', counted=false) }}
)

select
    {{ pendo_airbyte.row_key(['event_id', 'visitor_id', 'app_id', 'browser_time', 'type', 'url', 'row_number']) }} as row_key,
    date,
    {{ pendo_airbyte.is_still_moving('date') }} as is_still_moving,
    nullif(visitor_id, '') as visitor_id,
    {{ pendo_airbyte.is_anonymous('visitor_id') }} as is_anonymous,
    account_id,
    nullif(app_id, 0) as app_id,
    nullif(type, '') as type,
    nullif(browser_time, {{ pendo_airbyte.epoch() }}) as browser_time,
    nullif(event_id, '') as event_id,
    nullif(url, '') as url,
    element_path,
    tab_id,
    country,
    region,
    latitude,
    longitude,
    recording_session_id,
    properties,
    row_number,
    bucket_read_at,
    additional_fields
from current_rows
