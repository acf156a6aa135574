with weeks as (
    select
        {{ pendo_airbyte.week_of('date') }} as week,
        max(date) as last_date,
        app_id,
        page_id,
        sum(num_events) as num_events,
        sum(rage_clicks) as rage_clicks,
        sum(dead_clicks) as dead_clicks,
        sum(error_clicks) as error_clicks,
        sum(u_turns) as u_turns
    from {{ ref('pendo_page_days') }}
    group by {{ pendo_airbyte.week_of('date') }}, app_id, page_id
)

select
    {{ pendo_airbyte.row_key(['week', 'weeks.app_id', 'page_id']) }} as row_key,
    weeks.week,
    {{ pendo_airbyte.is_still_moving('weeks.last_date') }} as is_still_moving,
    weeks.app_id,
    weeks.page_id,
    pages.name as page_name,
    weeks.num_events,
    weeks.rage_clicks,
    weeks.dead_clicks,
    weeks.error_clicks,
    weeks.u_turns,
    weeks.rage_clicks + weeks.dead_clicks + weeks.error_clicks + weeks.u_turns as frustrations,
    1000.0 * (weeks.rage_clicks + weeks.dead_clicks + weeks.error_clicks + weeks.u_turns)
        / nullif(weeks.num_events, 0) as frustrations_per_1000_events
from weeks
left join {{ ref('stg_pendo_airbyte__pages') }} as pages
    on pages.id = weeks.page_id
