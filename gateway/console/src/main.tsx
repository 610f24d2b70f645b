import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { initialLocale, loadDictionary } from './i18n';

const locale = initialLocale(navigator.languages);
const element = document.getElementById('root');
if (element) {
  const dictionary = await loadDictionary(locale);
  createRoot(element).render(<App locale={locale} dictionary={dictionary} />);
}
