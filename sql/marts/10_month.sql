select month_end, academic_year, financial_year, quarter_end, edition from core.month
