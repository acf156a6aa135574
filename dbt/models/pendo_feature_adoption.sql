with used as (
    select
        cast({{ dbt.date_trunc('month', 'date') }} as date) as month,
        max(date) as last_date,
        app_id,
        account_id,
        feature_id,
        count(distinct visitor_id) as visitors,
        sum(num_events) as num_events
    from {{ ref('pendo_feature_days') }}
    where account_id is not null
    group by cast({{ dbt.date_trunc('month', 'date') }} as date), app_id, account_id, feature_id
),

active as (
    select
        cast({{ dbt.date_trunc('month', 'date') }} as date) as month,
        app_id,
        account_id,
        count(distinct visitor_id) as active_visitors
    from {{ ref('pendo_visitor_days') }}
    group by cast({{ dbt.date_trunc('month', 'date') }} as date), app_id, account_id
)

select
    {{ pendo_airbyte.row_key(['used.month', 'used.app_id', 'used.account_id', 'used.feature_id']) }} as row_key,
    used.month,
    {{ pendo_airbyte.is_still_moving('used.last_date') }} as is_still_moving,
    used.app_id,
    used.account_id,
    used.feature_id,
    features.name as feature_name,
    used.visitors,
    used.num_events,
    coalesce(active.active_visitors, 0) as active_visitors,
    1.0 * used.visitors / active.active_visitors as adoption
from used
left join active
    on active.month = used.month
    and coalesce(active.app_id, 0) = coalesce(used.app_id, 0)
    and active.account_id = used.account_id
left join {{ ref('stg_pendo_airbyte__features') }} as features
    on features.id = used.feature_id
