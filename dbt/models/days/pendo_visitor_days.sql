{{ config(pre_hook="{{ pendo_airbyte.forget_changed_days('events') }}") }}

select
    {{ pendo_airbyte.row_key(['date', 'app_id', 'visitor_id', 'account_id']) }} as row_key,
    date,
    app_id,
    visitor_id,
    is_anonymous,
    account_id,
    sum(num_events) as num_events,
    sum(num_minutes) as num_minutes,
    sum(rage_click_count) as rage_clicks,
    sum(dead_click_count) as dead_clicks,
    sum(error_click_count) as error_clicks,
    sum(u_turn_count) as u_turns,
    max(bucket_read_at) as read_at
from {{ ref('stg_pendo_airbyte__events') }}
{{- pendo_airbyte.only_changed_days('events') }}
group by date, app_id, visitor_id, is_anonymous, account_id
