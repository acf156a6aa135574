{{ config(enabled=var('fivetran_views', false), alias='guide_event') }}

select
    row_key as _fivetran_id,
    account_id,
    app_id,
    guide_id,
    guide_step_id,
    event_id,
    ui_element_actions,
    ui_element_id,
    ui_element_text,
    ui_element_type,
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
from {{ ref('stg_pendo_airbyte__guide_events') }}
