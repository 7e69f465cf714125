// Runs before the first paint: the page never flashes in another size or theme.
import { applyReading } from "./kept_reading";

applyReading();
