"""Values of Chinese news pages in one form: text, dates, people, datelines. Nothing is lost."""
