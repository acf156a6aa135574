{{ config(pre_hook="{{ pendo_airbyte.forget_changed_days('feature_events') }}") }}

select
    {{ pendo_airbyte.row_key(['date', 'app_id', 'feature_id', 'visitor_id', 'account_id']) }} as row_key,
    date,
    app_id,
    feature_id,
    visitor_id,
    is_anonymous,
    account_id,
    sum(num_events) as num_events,
    sum(num_minutes) as num_minutes,
    max(bucket_read_at) as read_at
from {{ ref('stg_pendo_airbyte__feature_events') }}
{{- pendo_airbyte.only_changed_days('feature_events') }}
group by date, app_id, feature_id, visitor_id, is_anonymous, account_id
