{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'report_id': 'text',
    'report_row': ['json', 'row'],
    'row_number': 'integer',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('report_results', columns) }}
)

select
    {{ pendo_airbyte.row_key(['report_id', 'row_number']) }} as row_key,
    nullif(report_id, '') as report_id,
    report_row,
    row_number,
    additional_fields
from read_rows
