with visitor_days as (
    select * from {{ ref('pendo_visitor_days') }}
),

scopes as (
    select date, true as is_all_apps, cast(null as {{ dbt.type_bigint() }}) as app_id, visitor_id, is_anonymous, account_id, num_events, num_minutes
    from visitor_days
    union all
    select date, false as is_all_apps, app_id, visitor_id, is_anonymous, account_id, num_events, num_minutes
    from visitor_days
),

periods as (
    select scopes.*, 'day' as period, date as starts_on, date as ends_on
    from scopes
    union all
    select
        scopes.*,
        'week' as period,
        {{ pendo_airbyte.week_of('date') }} as starts_on,
        cast({{ dbt.dateadd('day', 6, pendo_airbyte.week_of('date')) }} as date) as ends_on
    from scopes
    union all
    select
        scopes.*,
        'month' as period,
        cast({{ dbt.date_trunc('month', 'date') }} as date) as starts_on,
        {{ dbt.last_day('date', 'month') }} as ends_on
    from scopes
),

active as (
    select
        period,
        starts_on,
        ends_on,
        is_all_apps,
        app_id,
        count(distinct visitor_id) as visitors,
        count(distinct case when is_anonymous then visitor_id end) as anonymous_visitors,
        count(distinct account_id) as accounts,
        sum(num_events) as num_events,
        sum(num_minutes) as num_minutes
    from periods
    group by period, starts_on, ends_on, is_all_apps, app_id
),

read_days as (
    select min(date) as first_date, max(date) as last_date
    from visitor_days
),

daily as (
    select
        active.period,
        active.starts_on,
        active.is_all_apps,
        active.app_id,
        sum(days.visitors) as visitor_days
    from active
    inner join active as days
        on days.period = 'day'
        and days.starts_on between active.starts_on and active.ends_on
        and days.is_all_apps = active.is_all_apps
        and coalesce(days.app_id, 0) = coalesce(active.app_id, 0)
    group by active.period, active.starts_on, active.is_all_apps, active.app_id
),

measured as (
    select
        active.*,
        1 + {{ dbt.datediff('greatest(active.starts_on, read_days.first_date)', 'least(active.ends_on, read_days.last_date)', 'day') }} as days_read,
        daily.visitor_days
    from active
    cross join read_days
    inner join daily
        on daily.period = active.period
        and daily.starts_on = active.starts_on
        and daily.is_all_apps = active.is_all_apps
        and coalesce(daily.app_id, 0) = coalesce(active.app_id, 0)
)

select
    {{ pendo_airbyte.row_key(['period', 'starts_on', 'is_all_apps', 'app_id']) }} as row_key,
    period,
    starts_on,
    is_all_apps,
    app_id,
    visitors,
    anonymous_visitors,
    accounts,
    num_events,
    num_minutes,
    days_read,
    1.0 * visitor_days / days_read as average_daily_visitors,
    1.0 * visitor_days / days_read / nullif(visitors, 0) as stickiness,
    {{ pendo_airbyte.is_still_moving('ends_on') }} as is_still_moving
from measured
