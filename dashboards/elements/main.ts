import '../style/casehouse.css';
import './chart.ts';
import './kpi.ts';
import { hintScrolling } from './scroll.ts';
import './table.ts';

hintScrolling(document);
