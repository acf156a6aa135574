with counted as (
    select
        guide_id,
        guide_step_id,
        count(distinct case when type = 'guideSeen' then visitor_id end) as visitors_seen,
        count(distinct case when type = 'guideAdvanced' then visitor_id end) as visitors_advanced,
        count(distinct case when type = 'guideDismissed' then visitor_id end) as visitors_dismissed,
        count(case when type = 'guideSeen' then 1 end) as times_seen,
        count(case when type = 'guideAdvanced' then 1 end) as times_advanced,
        count(case when type = 'guideDismissed' then 1 end) as times_dismissed
    from {{ ref('stg_pendo_airbyte__guide_events') }}
    group by guide_id, guide_step_id
),

steps as (
    select guide_id, id as guide_step_id, name, step_index
    from {{ ref('stg_pendo_airbyte__guide_steps') }}
),

-- A step with events that the guide no longer has comes after the others, without an index.
all_steps as (
    select
        coalesce(steps.guide_id, counted.guide_id) as guide_id,
        coalesce(steps.guide_step_id, counted.guide_step_id) as guide_step_id,
        steps.name as step_name,
        steps.step_index,
        coalesce(counted.visitors_seen, 0) as visitors_seen,
        coalesce(counted.visitors_advanced, 0) as visitors_advanced,
        coalesce(counted.visitors_dismissed, 0) as visitors_dismissed,
        coalesce(counted.times_seen, 0) as times_seen,
        coalesce(counted.times_advanced, 0) as times_advanced,
        coalesce(counted.times_dismissed, 0) as times_dismissed
    from steps
    full outer join counted
        on counted.guide_id = steps.guide_id
        and counted.guide_step_id = steps.guide_step_id
),

first_steps as (
    select guide_id, visitors_seen
    from all_steps
    where step_index = 0
)

select
    {{ pendo_airbyte.row_key(['all_steps.guide_id', 'all_steps.guide_step_id']) }} as row_key,
    all_steps.guide_id,
    guides.name as guide_name,
    all_steps.guide_step_id,
    all_steps.step_name,
    all_steps.step_index,
    all_steps.visitors_seen,
    all_steps.visitors_advanced,
    all_steps.visitors_dismissed,
    all_steps.times_seen,
    all_steps.times_advanced,
    all_steps.times_dismissed,
    1.0 * all_steps.visitors_seen / nullif(first_steps.visitors_seen, 0) as seen_share_of_first_step
from all_steps
left join first_steps
    on first_steps.guide_id = all_steps.guide_id
left join {{ ref('stg_pendo_airbyte__guides') }} as guides
    on guides.id = all_steps.guide_id
