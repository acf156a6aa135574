{{ config(enabled=var('fivetran_views', false), alias='visitor_account_history') }}

select
    row_key,
    account_id,
    visitor_id,
    {{ pendo_airbyte.fivetran_time('lastupdated') }} as visitor_last_updated_at,
    {{ pendo_airbyte.fivetran_synced() }} as _fivetran_synced
from {{ ref('stg_pendo_airbyte__visitor_accounts') }}
where account_id is not null
