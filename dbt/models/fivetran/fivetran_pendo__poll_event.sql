{{ config(enabled=var('fivetran_views', false), alias='poll_event') }}

select
    row_key as _fivetran_id,
    account_id,
    app_id,
    guide_id,
    guide_step_id,
    event_id,
    poll_id,
    -- An answer without text is none, and the package turns the answers of NPS into numbers.
    nullif(poll_response, '') as poll_response,
    visitor_id,
    country,
    element_path,
    latitude,
    load_time,
    longitude,
    region,
    remote_ip,
    server_name,
    {{ pendo_airbyte.fivetran_time('browser_time') }} as timestamp,
    type,
    url,
    user_agent,
    {{ pendo_airbyte.fivetran_time('bucket_read_at') }} as _fivetran_synced
from {{ ref('stg_pendo_airbyte__poll_events') }}
