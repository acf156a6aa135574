{{ config(enabled=var('fivetran_views', false), alias='guide_step_history') }}

select
    row_key,
    guide_id,
    {{ pendo_airbyte.fivetran_time('guide_last_updated_at') }} as guide_last_updated_at,
    id as step_id,
    {{ pendo_airbyte.fivetran_synced() }} as _fivetran_synced
from {{ ref('stg_pendo_airbyte__guide_steps') }}
