// Shapes of the API that several rooms use, by short names.
import type { Body, Query } from './client';

export type Status = Body<'/api/status'>;
export type FieldWells = Body<'/api/field/wells'>;
export type FieldWell = FieldWells['wells'][number];
export type FieldLife = Body<'/api/field/life'>;
export type NormalRanges = Body<'/api/field/normal-ranges'>;
export type Segments = Body<'/api/replay/segments'>;
export type Commands = Body<'/api/replay/commands'>;
export type Command = Commands['commands'][number];
export type Well = Body<'/api/wells/{well_name}'>;
export type Decline = Body<'/surveillance/decline-analysis'>;
export type Productivity = Body<'/surveillance/productivity-index'>;

export type Tag = NonNullable<Query<'/api/production/{well_name}/range'>['tags']>[number];

export type Values = Record<string, number | null>;
export type Quality = Record<string, { status: string; rule: string }> | null;

/** A row of a well as the stream and the range requests give it: its tags are further members. */
export interface Row {
  time: string;
  original_time?: string;
  well_name: string;
  quality?: Quality;
  [tag: string]: unknown;
}
