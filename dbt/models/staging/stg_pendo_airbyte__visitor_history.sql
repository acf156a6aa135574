{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'visitor_id': 'text',
    'app_id': 'integer',
    'type': 'text',
    'ts': 'time',
    'last_ts': 'time',
    'duration': 'integer',
    'uri': 'text',
    'page_id': 'text',
    'feature_id': 'text',
    'guide_id': 'text',
    'guide_step_id': 'text',
    'untagged_url': 'text',
    'parsed_user_agent': 'json',
    'modified_ts': 'time',
    'row_number': 'integer',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('visitor_history', columns) }}
),

dated_rows as (
    {{ pendo_airbyte.with_date('read_rows', time='ts') }}
)

select
    {{ pendo_airbyte.row_key(['visitor_id', 'ts', 'type', 'row_number']) }} as row_key,
    date,
    nullif(visitor_id, '') as visitor_id,
    {{ pendo_airbyte.is_anonymous('visitor_id') }} as is_anonymous,
    app_id,
    nullif(type, '') as type,
    nullif(ts, {{ pendo_airbyte.epoch() }}) as ts,
    last_ts,
    duration,
    uri,
    page_id,
    feature_id,
    guide_id,
    guide_step_id,
    untagged_url,
    parsed_user_agent,
    modified_ts,
    row_number,
    additional_fields
from dated_rows
