import { mount } from 'svelte';
import './app.css';
import App from './App.svelte';

// The page changes its address without a reload, and a relative address would then be another one.
const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
if (icon) icon.href = new URL(icon.href).href;

mount(App, { target: document.getElementById('app')! });
