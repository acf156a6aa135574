{{ config(enabled=var('fivetran_views', false), alias='visitor_history') }}

select
    visitor_id as id,
    {{ pendo_airbyte.fivetran_time('lastupdated') }} as last_updated_at,
    {{ pendo_airbyte.fivetran_text('metadata_auto', 'accountid') }} as account_id,
    {{ pendo_airbyte.fivetran_time(pendo_airbyte.fivetran_text('metadata_auto', 'firstvisit')) }} as first_visit,
    {{ pendo_airbyte.fivetran_text('metadata_auto', 'idhash') }} as id_hash,
    {{ pendo_airbyte.fivetran_text('metadata_auto', 'lastbrowsername') }} as last_browser_name,
    {{ pendo_airbyte.fivetran_text('metadata_auto', 'lastbrowserversion') }} as last_browser_version,
    {{ pendo_airbyte.fivetran_text('metadata_auto', 'lastoperatingsystem') }} as last_operating_system,
    {{ pendo_airbyte.fivetran_text('metadata_auto', 'lastservername') }} as last_server_name,
    {{ pendo_airbyte.fivetran_text('metadata_auto', 'lastuseragent') }} as last_user_agent,
    {{ pendo_airbyte.fivetran_time(pendo_airbyte.fivetran_text('metadata_auto', 'lastvisit')) }} as last_visit,
    {{ pendo_airbyte.fivetran_text('metadata_auto', 'nid') }} as n_id,
    {{ pendo_airbyte.fivetran_synced() }} as _fivetran_synced
    {{- pendo_airbyte.fivetran_columns('visitor_history') }}
from {{ ref('stg_pendo_airbyte__visitors') }}
