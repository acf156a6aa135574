{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'guide_id': 'text',
    'guide_step_id': 'text',
    'visitor_id': 'text',
    'first_seen_at': 'time',
    'last_seen_at': 'time',
    'last_advanced_auto_at': 'time',
    'last_dismissed_auto_at': 'time',
    'last_timeout_at': 'time',
    'last_not_seen_at': 'time',
    'seen_count': 'integer',
    'last_state': 'text',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('guides_seen', columns) }}
)

select
    {{ pendo_airbyte.row_key(['guide_id', 'guide_step_id', 'visitor_id']) }} as row_key,
    nullif(guide_id, '') as guide_id,
    nullif(guide_step_id, '') as guide_step_id,
    nullif(visitor_id, '') as visitor_id,
    {{ pendo_airbyte.is_anonymous('visitor_id') }} as is_anonymous,
    first_seen_at,
    last_seen_at,
    last_advanced_auto_at,
    last_dismissed_auto_at,
    last_timeout_at,
    last_not_seen_at,
    seen_count,
    last_state,
    additional_fields
from read_rows
