{#-
The rows of a stream's table, by the names and types that the staging models use. A table that does not exist gives no
rows, and a column that does not exist gives null: not everyone selects every stream and every column in Airbyte.

`columns` holds for each column its type, or a list of its type and its names in the table. `more` adds the table's
further columns that begin with this text.
-#}
{% macro read_stream(stream, columns, more=none) -%}
    {%- set relation = pendo_airbyte.stream_table(stream) -%}
    {%- set in_table = pendo_airbyte.columns_by_name(relation) if flags.INTROSPECT else pendo_airbyte.all_columns(columns) -%}
    select
    {%- for name, definition in columns.items() %}
        {%- set type = definition if definition is string else definition[0] -%}
        {%- set sources = [name] if definition is string else definition[1:] %}
        {{ pendo_airbyte.column_of(in_table, sources, type) }} as {{ name }}
        {{- ',' if not loop.last }}
    {%- endfor %}
    {{- pendo_airbyte.more_columns(stream, columns, more) if more }}
    {%- if relation is none %}
    from (select 1 as nothing) as no_table
    where 1 = 0
    {%- else %}
    from {{ source('pendo', stream) }}
    {%- endif %}
{%- endmacro %}

{#- The table of a stream, or none. While dbt only parses, it cannot look. -#}
{% macro stream_table(stream) -%}
    {%- set wanted = source('pendo', stream) -%}
    {%- if not execute -%}{{ return(none) }}{%- endif -%}
    {%- if not flags.INTROSPECT -%}{{ return(wanted) }}{%- endif -%}
    {{ return(adapter.get_relation(wanted.database, wanted.schema, wanted.identifier)) }}
{%- endmacro %}

{% macro columns_by_name(relation) -%}
    {%- set found = {} -%}
    {%- set asks = relation is not none and flags.INTROSPECT -%}
    {%- for column in (adapter.get_columns_in_relation(relation) if asks else []) -%}
        {%- do found.update({column.name | lower: column}) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#- Every column that the stream may have: with `--no-introspect` the warehouse is not asked. -#}
{% macro all_columns(columns) -%}
    {%- set all = {} -%}
    {%- for name, definition in columns.items() -%}
        {%- for source in ([name] if definition is string else definition[1:]) -%}
            {%- set stored = source | upper if target.type == 'snowflake' else source -%}
            {%- do all.update({source: api.Column(stored, 'timestamp with time zone')}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(all) }}
{%- endmacro %}

{#- The first of these columns that has a value; null if the table has none of them. -#}
{% macro column_of(in_table, names, type) -%}
    {%- set values = [] -%}
    {%- for name in names if name in in_table -%}
        {%- set column = in_table[name] -%}
        {%- do values.append(pendo_airbyte.utc(column) if type == 'time' else adapter.quote(column.name)) -%}
    {%- endfor -%}
    {%- if not values -%}
        cast(null as {{ pendo_airbyte.type_of(type) | trim }})
    {%- elif values | length == 1 -%}
        {{ values[0] }}
    {%- else -%}
        coalesce({{ values | join(', ') }})
    {%- endif -%}
{%- endmacro %}

{#- The columns of the table that begin with a text and are not among those that every subscription has. -#}
{% macro more_columns(stream, columns, prefix) -%}
    {%- for name, column in pendo_airbyte.columns_by_name(pendo_airbyte.stream_table(stream)).items() -%}
        {%- if name.startswith(prefix) and name not in columns %},
    {{ adapter.quote(column.name) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
