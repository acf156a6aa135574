{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'visitor_id': 'text',
    'account_id': 'text',
    'app_id': 'integer',
    'tab_id': 'text',
    'recording_id': 'text',
    'recording_session_id': 'text',
    'recording_start_time': 'time',
    'recording_end_time': 'time',
    'start_time': 'time',
    'end_time': 'time',
    'min_browser_time': 'time',
    'max_browser_time': 'time',
    'recording_size': 'integer',
    'recording_rrweb_event_count': 'integer',
    'is_broken': 'boolean',
    'is_session_start': 'boolean',
    'recording_first_active_ts': 'time',
    'recording_last_active_ts': 'time',
    'activity_timeline_timestamps': 'json',
    'recording_inactivity_period_start_times': 'json',
    'recording_inactivity_period_end_times': 'json',
    'recording_last_mobile_state': 'text',
    'row_number': 'integer',
    'bucket_read_at': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('recordings', columns) }}
),

current_rows as (
    {{ pendo_airbyte.current_rows('read_rows', 'recordings', time='recording_start_time', counted=false) }}
)

select
    {{ pendo_airbyte.row_key(['recording_id', 'recording_session_id', 'recording_start_time', 'row_number']) }} as row_key,
    date,
    {{ pendo_airbyte.is_still_moving('date') }} as is_still_moving,
    visitor_id,
    {{ pendo_airbyte.is_anonymous('visitor_id') }} as is_anonymous,
    account_id,
    app_id,
    tab_id,
    nullif(recording_id, '') as recording_id,
    nullif(recording_session_id, '') as recording_session_id,
    nullif(recording_start_time, {{ pendo_airbyte.epoch() }}) as recording_start_time,
    recording_end_time,
    start_time,
    end_time,
    min_browser_time,
    max_browser_time,
    recording_size,
    recording_rrweb_event_count,
    is_broken,
    is_session_start,
    recording_first_active_ts,
    recording_last_active_ts,
    activity_timeline_timestamps,
    recording_inactivity_period_start_times,
    recording_inactivity_period_end_times,
    recording_last_mobile_state,
    row_number,
    bucket_read_at,
    additional_fields
from current_rows
