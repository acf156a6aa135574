{{ config(pre_hook="{{ pendo_airbyte.empty_model() }}") }}

with counted_days as (
    select day, num_rows
    from (
        {{ pendo_airbyte.read_stream('daily_totals', {'day': 'time', 'num_rows': ['integer', 'rows']}) | indent(8) }}
    ) as daily_totals
),

-- A day without rows may be one of a time zone that the subscription had before. The tables may still hold such days.
day_starts as (
    select day
    from counted_days
    where num_rows > 0
    {%- for stream in ['events', 'page_events', 'feature_events', 'track_events'] %}
    union all
    select day
    from ({{ pendo_airbyte.read_stream(stream, {'day': 'time'}) }}) as {{ stream }}
    where not exists (select 1 from counted_days)
    {%- endfor %}
),

days as (
    -- 13 hours after its beginning a day has the same date in UTC, wherever it lies between UTC-10 and UTC+13.
    select distinct
        day,
        cast({{ dbt.dateadd('hour', 13, 'day') }} as date) as date
    from day_starts
    where day > {{ pendo_airbyte.epoch() }}
),

shifts as (
    select
        day,
        date,
        {{ dbt.datediff('day', 'cast(date as ' ~ (pendo_airbyte.type_of('time') | trim) ~ ')', 'minute') }} as shift_minutes
    from days
),

changes as (
    select
        day,
        date,
        shift_minutes,
        lag(shift_minutes) over (order by day) as shift_before
    from shifts
),

spans as (
    select
        day,
        shift_minutes,
        shift_before,
        lead(day) over (order by day) as next_day,
        lead(date) over (order by day) as next_date
    from changes
    where shift_before is null or shift_before <> shift_minutes
)

select
    case when shift_before is null then {{ pendo_airbyte.first_instant() }} else day end as begins_at,
    coalesce(next_day, {{ pendo_airbyte.last_instant() }}) as ends_at,
    coalesce(cast({{ dbt.dateadd('day', -1, 'next_date') }} as date), cast({{ pendo_airbyte.last_instant() }} as date)) as last_date,
    shift_minutes
from spans
union all
-- Without any day, all dates are UTC dates.
select
    {{ pendo_airbyte.first_instant() }} as begins_at,
    {{ pendo_airbyte.last_instant() }} as ends_at,
    cast({{ pendo_airbyte.last_instant() }} as date) as last_date,
    0 as shift_minutes
from (select count(*) as number_of_spans from spans) as counted
where number_of_spans = 0
