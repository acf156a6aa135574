{{ config(pre_hook="{{ pendo_airbyte.forget_changed_days('track_events') }}") }}

select
    {{ pendo_airbyte.row_key(['date', 'app_id', 'track_type_id']) }} as row_key,
    date,
    app_id,
    track_type_id,
    count(distinct visitor_id) as visitors,
    count(distinct account_id) as accounts,
    sum(num_events) as num_events,
    max(bucket_read_at) as read_at
from {{ ref('stg_pendo_airbyte__track_events') }}
{{- pendo_airbyte.only_changed_days('track_events') }}
group by date, app_id, track_type_id
