{{ config(enabled=var('fivetran_views', false), alias='application_history') }}

select
    id,
    {{ pendo_airbyte.fivetran_time('last_updated_at') }} as last_updated_at,
    {{ pendo_airbyte.fivetran_time('coalesce(created_at, first_event_time, starting_event_time)') }} as created_at,
    {{ pendo_airbyte.fivetran_text('created_by_user', 'id') }} as created_by_user_id,
    description,
    display_name,
    event_count,
    {{ pendo_airbyte.fivetran_time('first_event_time') }} as first_event_time,
    integrated,
    coalesce(is_deleted, false) as is_deleted,
    {{ pendo_airbyte.fivetran_text('last_updated_by_user', 'id') }} as last_updated_by_user_id,
    name,
    platform,
    {{ pendo_airbyte.fivetran_time('starting_event_time') }} as starting_event_time,
    subscription_id,
    {{ pendo_airbyte.fivetran_synced() }} as _fivetran_synced
from {{ ref('stg_pendo_airbyte__apps') }}
