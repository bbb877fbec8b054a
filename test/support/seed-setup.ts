/** Runs before each test file: seeds the properties in it. */
import { seedProperties } from './seed.ts';

seedProperties(process.env);
