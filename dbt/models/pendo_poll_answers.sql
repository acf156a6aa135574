select
    answers.row_key,
    answers.browser_time as answered_at,
    answers.date,
    answers.is_still_moving,
    answers.visitor_id,
    answers.is_anonymous,
    answers.account_id,
    answers.app_id,
    answers.guide_id,
    guides.name as guide_name,
    answers.poll_id,
    coalesce(polls.type, answers.poll_type) as poll_type,
    polls.question,
    answers.poll_response as response,
    coalesce(options.text, answers.poll_response) as answer
from {{ ref('stg_pendo_airbyte__poll_events') }} as answers
left join {{ ref('stg_pendo_airbyte__polls') }} as polls
    on polls.guide_id = answers.guide_id
    and polls.id = answers.poll_id
-- Ratings and scales answer with the number itself; their options are only counted from 0.
left join {{ ref('stg_pendo_airbyte__poll_options') }} as options
    on options.guide_id = answers.guide_id
    and options.poll_id = answers.poll_id
    and options.option_id = answers.poll_response
    and coalesce(polls.type, answers.poll_type) not in ('NPSRating', 'NumberScale')
left join {{ ref('stg_pendo_airbyte__guides') }} as guides
    on guides.id = answers.guide_id
