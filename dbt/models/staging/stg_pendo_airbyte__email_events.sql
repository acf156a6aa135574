{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'visitor_id': 'text',
    'account_ids': 'json',
    'type': 'text',
    'browser_time': 'time',
    'event_id': 'text',
    'old_visitor_id': 'text',
    'remote_ip': 'text',
    'server_name': 'text',
    'url': 'text',
    'row_number': 'integer',
    'bucket_read_at': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('email_events', columns) }}
),

current_rows as (
    {{ pendo_airbyte.current_rows('read_rows', 'email_events', time='browser_time', counted=false) }}
)

select
    {{ pendo_airbyte.row_key(['event_id', 'type', 'visitor_id', 'browser_time', 'row_number']) }} as row_key,
    date,
    {{ pendo_airbyte.is_still_moving('date') }} as is_still_moving,
    nullif(visitor_id, '') as visitor_id,
    {{ pendo_airbyte.is_anonymous('visitor_id') }} as is_anonymous,
    account_ids,
    nullif(type, '') as type,
    nullif(browser_time, {{ pendo_airbyte.epoch() }}) as browser_time,
    nullif(event_id, '') as event_id,
    old_visitor_id,
    remote_ip,
    server_name,
    url,
    row_number,
    bucket_read_at,
    additional_fields
from current_rows
