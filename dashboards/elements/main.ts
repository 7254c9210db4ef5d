import '../style/casehouse.css';
import './chart.ts';
import './kpi.ts';
import './table.ts';
