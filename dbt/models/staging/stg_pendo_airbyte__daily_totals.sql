{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'source': 'text',
    'app_id': 'integer',
    'day': 'time',
    'num_rows': ['integer', 'rows'],
    'num_events': 'integer',
    'num_minutes': 'integer',
    'visitors': 'integer',
    'read_at': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('daily_totals', columns) }}
),

dated_rows as (
    {{ pendo_airbyte.with_date('read_rows', time='day') }}
)

select
    {{ pendo_airbyte.row_key(['source', 'app_id', 'day']) }} as row_key,
    date,
    nullif(source, '') as source,
    nullif(app_id, 0) as app_id,
    nullif(day, {{ pendo_airbyte.epoch() }}) as day,
    num_rows,
    num_events,
    num_minutes,
    visitors,
    read_at,
    additional_fields
from dated_rows
