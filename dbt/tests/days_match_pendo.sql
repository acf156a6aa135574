-- Every day that no longer moves has the rows and the events that Pendo itself counted.
{{ pendo_airbyte.compare_with_pendo(still_moving=false) }}
