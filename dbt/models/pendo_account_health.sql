{%- set name_column, name_field = var('account_name', 'agent.name').split('.', 1) -%}

with used as (
    select
        {{ pendo_airbyte.week_of('date') }} as week,
        account_id,
        count(distinct visitor_id) as visitors,
        count(distinct date) as active_days,
        sum(num_events) as num_events,
        sum(num_minutes) as num_minutes,
        sum(rage_clicks + dead_clicks + error_clicks + u_turns) as frustrations
    from {{ ref('pendo_visitor_days') }}
    where account_id is not null
    group by {{ pendo_airbyte.week_of('date') }}, account_id
),

-- Every week from the account's first one to the newest of all: a week without a visit matters most.
weeks as (
    select distinct week from used
),

first_weeks as (
    select account_id, min(week) as first_week
    from used
    group by account_id
),

account_weeks as (
    select weeks.week, first_weeks.account_id
    from weeks
    inner join first_weeks
        on first_weeks.first_week <= weeks.week
),

features as (
    select
        {{ pendo_airbyte.week_of('date') }} as week,
        account_id,
        count(distinct feature_id) as features_used
    from {{ ref('pendo_feature_days') }}
    group by {{ pendo_airbyte.week_of('date') }}, account_id
),

ratings as (
    select
        {{ pendo_airbyte.week_of('date') }} as week,
        account_id,
        count(*) as nps_responses,
        1.0 * sum(rating) / count(*) as average_nps_rating
    from {{ ref('pendo_nps_responses') }}
    group by {{ pendo_airbyte.week_of('date') }}, account_id
),

joined as (
    select
        account_weeks.week,
        account_weeks.account_id,
        coalesce(used.visitors, 0) as visitors,
        coalesce(used.active_days, 0) as active_days,
        coalesce(used.num_events, 0) as num_events,
        coalesce(used.num_minutes, 0) as num_minutes,
        coalesce(used.frustrations, 0) as frustrations,
        coalesce(features.features_used, 0) as features_used,
        coalesce(ratings.nps_responses, 0) as nps_responses,
        ratings.average_nps_rating
    from account_weeks
    left join used
        on used.week = account_weeks.week
        and used.account_id = account_weeks.account_id
    left join features
        on features.week = account_weeks.week
        and features.account_id = account_weeks.account_id
    left join ratings
        on ratings.week = account_weeks.week
        and ratings.account_id = account_weeks.account_id
)

select
    {{ pendo_airbyte.row_key(['joined.week', 'joined.account_id']) }} as row_key,
    joined.week,
    {{ pendo_airbyte.is_still_moving('cast(' ~ dbt.dateadd('day', 6, 'joined.week') ~ ' as date)') }} as is_still_moving,
    joined.account_id,
    {{ pendo_airbyte.json_text('accounts.metadata_' ~ name_column, name_field) }} as account_name,
    joined.visitors,
    lag(joined.visitors) over (partition by joined.account_id order by joined.week) as visitors_week_before,
    joined.active_days,
    joined.num_events,
    joined.num_minutes,
    joined.features_used,
    joined.frustrations,
    joined.nps_responses,
    joined.average_nps_rating
from joined
left join {{ ref('stg_pendo_airbyte__accounts') }} as accounts
    on accounts.account_id = joined.account_id
