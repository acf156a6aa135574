{{ config(pre_hook="{{ pendo_airbyte.empty_model() }}") }}
{%- set columns = {
    'source': 'text',
    'app_id': 'integer',
    'day': 'time',
    'num_rows': ['integer', 'rows'],
    'read_at': 'time',
} %}

with read_rows as (
    {{ pendo_airbyte.read_stream('daily_totals', columns) }}
),

dated_rows as (
    {{ pendo_airbyte.with_date('read_rows', time='day') }}
),

-- After a change of the time zone, two days of the count can have the same date.
with_rows as (
    select distinct source, app_id, date
    from dated_rows
    where num_rows > 0
)

select
    {{ pendo_airbyte.row_key(['dated_rows.source', 'dated_rows.app_id', 'dated_rows.day']) }} as row_key,
    dated_rows.source,
    nullif(dated_rows.app_id, 0) as app_id,
    dated_rows.day,
    case when with_rows.date is null then dated_rows.date end as date,
    dated_rows.read_at
from dated_rows
left join with_rows
    on with_rows.source = dated_rows.source
    and with_rows.app_id = dated_rows.app_id
    and with_rows.date = dated_rows.date
where dated_rows.num_rows = 0
