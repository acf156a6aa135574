{{ config(enabled=var('fivetran_views', false), alias='page_event') }}

select
    row_key as _fivetran_id,
    account_id,
    app_id,
    page_id,
    visitor_id,
    num_events,
    num_minutes,
    remote_ip,
    server as server_name,
    {{ pendo_airbyte.fivetran_bucket('page_events') }} as timestamp,
    user_agent,
    {{ pendo_airbyte.fivetran_time('bucket_read_at') }} as _fivetran_synced
    {{- pendo_airbyte.fivetran_columns('page_event') }}
from {{ ref('stg_pendo_airbyte__page_events') }}
