{{ config(enabled=var('fivetran_views', false), alias='account_history') }}

select
    account_id as id,
    {{ pendo_airbyte.fivetran_time('lastupdated') }} as last_updated_at,
    {{ pendo_airbyte.fivetran_time(pendo_airbyte.fivetran_text('metadata_auto', 'firstvisit')) }} as first_visit,
    {{ pendo_airbyte.fivetran_text('metadata_auto', 'idhash') }} as id_hash,
    {{ pendo_airbyte.fivetran_time(pendo_airbyte.fivetran_text('metadata_auto', 'lastvisit')) }} as last_visit,
    {{ pendo_airbyte.fivetran_synced() }} as _fivetran_synced
    {{- pendo_airbyte.fivetran_columns('account_history') }}
from {{ ref('stg_pendo_airbyte__accounts') }}
where account_id <> ''
